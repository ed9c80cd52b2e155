#!/usr/bin/env bash
# torch 2.13.0: Monte Carlo dropout of a TransformerEncoderLayer by the usual
# recipe: model.eval(), then train() of each nn.Dropout, then several passes
# without gradients. With batch_first=True all passes give the same output: no
# dropout at all. With gradients, or with batch_first=False, the passes differ.
#
# One would have guessed that passes differ whenever the Dropout layers are in
# training mode, and that torch.no_grad() and the order of axes change nothing.
#
# Why it matters: the spread of the passes is the uncertainty that is reported.
# Here it is exactly 0, in the very setting for inference (no_grad, batch
# first), and an average of passes looks like one that needs no more of them.
#
# Source: torch/nn/modules/transformer.py, TransformerEncoderLayer.forward: the
# fast path asks self.training of the layer, and whether gradients are on; the
# Dropout layers inside are not asked.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install --quiet --no-compile --target "$folder" \
    torch==2.13.0 numpy==2.4.6 || exit 2
PYTHONPATH=$folder python3 -s -W ignore - <<'EOF'
import sys

import torch

torch.manual_seed(0)
x = torch.randn(4, 5, 16)
spread = {}
for batch_first in False, True:
    model = torch.nn.TransformerEncoderLayer(
        16, 2, 32, dropout=0.5, batch_first=batch_first).eval()
    for module in model.modules():
        if isinstance(module, torch.nn.Dropout):
            module.train()
    for gradients in True, False:
        with torch.set_grad_enabled(gradients):
            passes = torch.stack([model(x).detach() for _ in range(20)])
        spread[batch_first, gradients] = passes.std(0).mean().item()
        print(f'batch_first={batch_first}, gradients '
              f'{"on" if gradients else "off"}: mean spread of 20 passes '
              f'{spread[batch_first, gradients]:.4f}')
as_described = spread.pop((True, False)) == 0 and min(spread.values()) > 0.1
sys.exit(0 if as_described else 'changed')
EOF
