"""InterpretML: early stopping of its boosting."""
# /// script
# title = "InterpretML"
# requires-python = "==3.11.*"
# dependencies = ["interpret-core==0.7.8", "numpy==2.4.6"]
# ///
