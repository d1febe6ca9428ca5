#!/bin/sh

# start
name=reader
echo "Hello, $name"
# end
