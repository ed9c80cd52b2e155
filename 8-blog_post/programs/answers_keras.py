"""TensorFlow, silent, and the answers in Keras; it takes seconds to load."""
import os
from importlib import import_module

from answers import load

os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
tf = import_module('tensorflow')

l2_reg_cost = load('2-l2_reg_cost')
l2_reg_create_layer = load('3-l2_reg_create_layer')
dropout_create_layer = load('6-dropout_create_layer')
