"""Programs that measure this project and keep what they find."""
