"""New posts and new blogs: what their files hold is worked out first, and written then."""
