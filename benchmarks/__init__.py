"""What a handout costs beside other ways to make it: `make bench` measures and writes docs/performance.md."""
