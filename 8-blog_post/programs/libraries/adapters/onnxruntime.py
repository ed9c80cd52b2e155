"""ONNX Runtime: the Dropout node."""
# /// script
# title = "ONNX Runtime"
# requires-python = "==3.11.*"
# dependencies = ["onnxruntime==1.32.0", "onnx==1.23.2", "numpy==2.4.6"]
# ///
import numpy as np
import onnx
import onnx.helper
import onnxruntime

from protocol import dropout


@dropout('Dropout node, opset 13', '''\
onnx.helper.make_node('Dropout', ['x', 'ratio', 'training_mode'], ['y'],
                      seed=seed), $amount''')
def node(build, x, training, seed):
    """Run a model of one node."""
    made, ratio = build(seed=seed)
    kind = onnx.helper.np_dtype_to_tensor_dtype(x.dtype)
    if training is None:
        made.input.pop()
    constants = [
        onnx.numpy_helper.from_array(np.array(ratio, np.float32), 'ratio'),
        onnx.numpy_helper.from_array(np.array(bool(training)),
                                     'training_mode')]
    graph = onnx.helper.make_graph(
        [made], 'one', *([onnx.helper.make_tensor_value_info(
            name, kind, list(x.shape))] for name in 'xy'),
        initializer=constants)
    model = onnx.helper.make_model(
        graph, opset_imports=[onnx.helper.make_opsetid('', 13)],
        ir_version=8)
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=['CPUExecutionProvider'])
    return session.run(['y'], {'x': x})[0]
