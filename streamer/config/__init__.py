"""The settings: one YAML file, environment variables over it, one frozen value out."""

from streamer.config.load import Checked, check, find, load
from streamer.config.options import Config

__all__ = ["Checked", "Config", "check", "find", "load"]
