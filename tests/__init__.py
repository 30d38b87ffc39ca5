"""The tests, a package so that no distribution that brings its own `tests` takes the name."""
