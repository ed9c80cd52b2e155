"""The NumPy answers, and the data of the mains, as the programs use them."""
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / 'mains'))
datasets = import_module('datasets')
loading = import_module('loading')
load = loading.load

l2_reg_cost = load('0-l2_reg_cost')
l2_reg_gradient_descent = load('1-l2_reg_gradient_descent')
dropout_forward_prop = load('4-dropout_forward_prop')
dropout_gradient_descent = load('5-dropout_gradient_descent')
early_stopping = load('7-early_stopping')
