"""The commands: one small file each, which reads options, calls the rooms below and prints."""
