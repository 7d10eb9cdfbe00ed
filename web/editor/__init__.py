"""The organisers' room at `/organise`: pages and forms over the service, each working without JavaScript."""
