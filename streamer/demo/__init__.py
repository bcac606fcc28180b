"""A small newsroom on this machine, to see the program at work without a network.

``run.run_demo`` follows it; ``python -m streamer.demo`` is the newsroom alone.
"""
