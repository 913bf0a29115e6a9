"""The steps of `tracer verify`, from the folder to the verdict."""
