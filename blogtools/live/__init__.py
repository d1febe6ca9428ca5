"""The page of a notebook while it is written: rendered whole from what an editor has, told as what differs."""
