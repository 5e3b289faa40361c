"""A REST-JSON API served from botocore's own model of it."""
