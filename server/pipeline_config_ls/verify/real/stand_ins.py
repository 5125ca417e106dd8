"""Makes the Object Detection API importable on the TensorFlow that is here, whichever it is.

The API's last source is of 2022. TensorFlow, Keras and NumPy have moved or dropped names since that it imports, and some of
what it imports no model needs. Each stand-in is put only where the name is missing, and none changes a variable.

`prepare` returns the stand-ins that it put: whoever trains with this installation meets each of them as an error, unless it is
`quiet`. `repair` goes further, for the oracle alone: it replaces what is there and does not work, so that models can be built
that this installation refuses.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
import types
import warnings
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple, Optional, Sequence, Tuple

TF1, TF2 = 'tf1', 'tf2'

# Of TensorFlow 1; the API imports them in modules that only some configs use.
_CONTRIB = 'tensorflow.contrib'


class StandIn(NamedTuple):
    """What was put in the place of something that is missing. `quiet`: training does not stop without it either."""

    name: str
    why: str
    quiet: bool = False


class _Absent(types.ModuleType):
    """A module that is not installed. It can be imported; small names in it are modules, others classes that say so when used."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: List[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith('__'):
            raise AttributeError(name)
        module = self.__name__
        if name.islower():
            return importlib.import_module(f'{module}.{name}')

        def refuse(self: object, *args: object, **kwargs: object) -> None:
            raise ImportError(f'{module} is not installed, and {module}.{name} is used')

        made = type(name, (), {'__init__': refuse})
        setattr(self, name, made)
        return made


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The last finder: it gives an `_Absent` for optional modules that no other finder has, and notes which."""

    def __init__(self) -> None:
        self.used: List[str] = []

    def find_spec(
        self, fullname: str, path: Optional[Sequence[str]], target: Optional[types.ModuleType] = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        root = fullname.split('.')[0]
        if root in _OPTIONAL or fullname == _CONTRIB or fullname.startswith(_CONTRIB + '.'):
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        root = _CONTRIB if spec.name.startswith(_CONTRIB) else spec.name.split('.')[0]
        if root not in self.used:
            self.used.append(root)
        return _Absent(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        if module.__name__ == f'{_CONTRIB}.training':
            module.HParams = HParams  # type: ignore[attr-defined]
        elif module.__name__ == f'{_CONTRIB}.opt':
            module.MovingAverageOptimizer = _moving_average_optimizer()  # type: ignore[attr-defined]
        elif module.__name__ == f'{_CONTRIB}.image.python.ops.image_ops':
            module.bipartite_match = _match_nothing  # type: ignore[attr-defined]
        elif module.__name__ == 'tensorflow_io':
            # DeepMAC's loss compares colours in the Lab space with it; here they stay as they are.
            lab = types.SimpleNamespace(rgb_to_lab=lambda image: image)
            module.experimental = types.SimpleNamespace(color=lab)  # type: ignore[attr-defined]


class HParams(types.SimpleNamespace):
    """`tf.contrib.training.HParams`: a bag of settings."""

    def add_hparam(self, name: str, value: object) -> None:
        """Set one."""
        setattr(self, name, value)

    set_hparam = add_hparam

    def values(self) -> Dict[str, object]:
        """All of them."""
        return dict(vars(self))


def _match_nothing(distances: Any, **_: Any) -> Tuple[Any, Any]:
    """`bipartite_match`: a graph is built with it, and no variable depends on what it matches."""
    import tensorflow as tf

    rows, columns = tf.unstack(tf.shape(distances))
    return tf.fill([rows], -1), tf.fill([columns], -1)


def _moving_average_optimizer() -> Any:
    """`tf.contrib.opt.MovingAverageOptimizer`: an optimizer that also keeps the average of each variable that it trains."""
    import tensorflow as tf

    class MovingAverageOptimizer(tf.compat.v1.train.Optimizer):  # type: ignore[misc]
        """The optimizer that it is given, and then the averages."""

        def __init__(self, optimizer: Any, average_decay: float = 0.9999) -> None:
            super().__init__(use_locking=False, name='MovingAverageOptimizer')
            self._optimizer, self._decay = optimizer, average_decay

        def compute_gradients(self, *arguments: Any, **options: Any) -> Any:
            return self._optimizer.compute_gradients(*arguments, **options)

        def apply_gradients(self, gradients: Any, global_step: Any = None, name: Optional[str] = None) -> Any:
            pairs = list(gradients)
            trained = self._optimizer.apply_gradients(pairs, global_step=global_step, name=name)
            averages = tf.compat.v1.train.ExponentialMovingAverage(self._decay)
            with tf.control_dependencies([trained]):
                return averages.apply([variable for gradient, variable in pairs if gradient is not None])

    return MovingAverageOptimizer


class _ModeKeys:
    TRAIN, EVAL, PREDICT = 'train', 'eval', 'infer'


# Modules that are imported on the way to a model and that no model, restore or step of training needs, and by whom.
_OPTIONAL = {
    'lvis': 'the API imports it for a metric',
    'matplotlib': 'the API imports it to draw',
    'pandas': 'the API imports it for a metric',
    'pycocotools': 'the API imports it for metrics',
    'sentencepiece': 'tf-models-official imports it for text',
    'tensorflow_addons': 'tf-models-official imports it for optimizers that the API does not offer',
    'tensorflow_hub': 'tf-models-official imports it for text',
    'tensorflow_io': 'the API imports it for the loss of DeepMAC',
    'tensorflow_model_optimization': 'tf-models-official imports it for quantization',
    'tensorflow_text': 'tf-models-official imports it for text',
}

_finder = _Finder()
_put: List[StandIn] = []


def prepare(framework: str) -> List[StandIn]:
    """Imports TensorFlow and makes the API importable as the side `framework` of it. Returns the stand-ins that are in place.

    To be called once, before anything imports TensorFlow. Raises ImportError where TensorFlow itself is missing.
    """
    os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
    warnings.filterwarnings('ignore')
    _put.extend(_choose_keras())
    if _finder not in sys.meta_path:
        sys.meta_path.append(_finder)
    import tensorflow as tf

    tf.get_logger().setLevel('ERROR')
    if framework == TF1:
        tf.compat.v1.disable_v2_behavior()
    sides = (_layers,) if framework == TF1 else ()
    for fits in (_numpy_names, _estimator, _control_flow, _tensor, _keras_package, *sides):
        _put.extend(fits(tf))
    _no_downloads(tf)
    if framework == TF1:
        # The API asks which TensorFlow this is; some versions do not tell, when only the behavior of the first is on.
        tf_version = importlib.import_module('object_detection.utils.tf_version')
        tf_version.is_tf1, tf_version.is_tf2 = (lambda: True), (lambda: False)  # type: ignore[attr-defined]
    return placed()


def repair() -> None:
    """Gives back what two modules of the API take from Keras and newer ones hide.

    `ResNet`, for CenterNet's ResNet 18 and 34; `is_tpu_strategy`, for EfficientNet with `sync_batch_norm`. Training does not have
    this: with it models are built that this installation refuses.
    """
    import keras

    source = 'tf_keras.src' if importlib.util.find_spec('tf_keras') else 'keras.src'
    if not hasattr(keras.applications.resnet, 'ResNet'):
        keras.applications.resnet.ResNet = importlib.import_module(f'{source}.applications.resnet').ResNet
    if not hasattr(keras.backend, 'is_tpu_strategy'):
        keras.backend.is_tpu_strategy = importlib.import_module(f'{source}.backend').is_tpu_strategy


def placed() -> List[StandIn]:
    """All stand-ins that are in place by now; those of modules come as they are imported."""
    return [*_put, *map(_absent, _finder.used)]


def _absent(name: str) -> StandIn:
    if name == _CONTRIB:
        return StandIn(name, 'left TensorFlow with version 2; the API does without it in most configs', quiet=True)
    return StandIn(name, f'not installed; {_OPTIONAL[name]}')


def _choose_keras() -> Iterator[StandIn]:
    """The API is written for Keras 2. TensorFlow 2.16 and later take it from `tf_keras`, if told before the import."""
    if os.environ.get('TF_USE_LEGACY_KERAS') or importlib.util.find_spec('tf_keras') is None:
        return
    os.environ['TF_USE_LEGACY_KERAS'] = '1'
    keras = importlib.util.find_spec('keras')
    if keras is not None and _version('keras').startswith('3.'):
        yield StandIn('TF_USE_LEGACY_KERAS=1', 'not in the environment; without it TensorFlow takes Keras 3')


def _version(distribution: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ''


def _numpy_names(tf: Any) -> Iterator[StandIn]:
    import numpy as np

    missing = [name for name in ('bool', 'float', 'int', 'object') if name not in vars(np)]
    for name in missing:
        setattr(np, name, {'bool': bool, 'float': float, 'int': int, 'object': object}[name])
    if 'int' in missing:
        yield StandIn('np.int, np.float', 'left NumPy with 1.24; the API uses them in places')


def _estimator(tf: Any) -> Iterator[StandIn]:
    """`tf.compat.v1.estimator`: the TF2 loop imports it and uses nothing of it; TF1's `model_fn` uses two of its classes."""
    try:
        if tf.compat.v1.estimator.ModeKeys:
            return
    except (AttributeError, ImportError):
        pass
    export = types.SimpleNamespace(PredictOutput=lambda outputs: outputs)
    tf.compat.v1.estimator = types.SimpleNamespace(
        ModeKeys=_ModeKeys, EstimatorSpec=lambda **values: types.SimpleNamespace(**values), export=export
    )
    yield StandIn('tf.compat.v1.estimator', 'left TensorFlow with 2.16; the API imports it')


def _control_flow(tf: Any) -> Iterator[StandIn]:
    """tf_slim decodes images with `case` and `cond` of a module that they have left."""
    module = importlib.import_module('tensorflow.python.ops.control_flow_ops')
    if not hasattr(module, 'case') or not hasattr(module, 'cond'):
        module.case, module.cond = tf.case, tf.cond  # type: ignore[attr-defined]
        yield StandIn('control_flow_ops.case', 'moved within TensorFlow; tf_slim decodes images with it')


def _tensor(tf: Any) -> Iterator[StandIn]:
    module = importlib.import_module('tensorflow.python.framework.ops')
    missing = [name for name in ('Tensor', 'IndexedSlices') if not hasattr(module, name)]
    for name in missing:
        setattr(module, name, getattr(tf, name))
    if missing:
        yield StandIn('ops.Tensor', 'moved within TensorFlow; tf_slim uses it')


def _layers(tf: Any) -> Iterator[StandIn]:
    """tf_slim's layers are made of Keras's for TensorFlow 1, which newer TensorFlows look for where no Keras has them."""
    module = importlib.import_module('tensorflow.python.layers.normalization')
    looked_for = 'tf_keras.legacy_tf_layers'
    if looked_for not in Path(str(module.__file__)).read_text(encoding='utf-8') or _importable(looked_for):
        return
    root = 'tf_keras.src' if importlib.util.find_spec('tf_keras') else 'keras.src'
    for name in ('', '.normalization', '.base', '.core', '.convolutional', '.pooling'):
        sys.modules[f'{looked_for}{name}'] = importlib.import_module(f'{root}.legacy_tf_layers{name}')
    yield StandIn(looked_for, 'not where TensorFlow looks for it; the layers of TensorFlow 1 are made of it')


def _importable(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _keras_package(tf: Any) -> Iterator[StandIn]:
    """Before 2.6 Keras was a part of TensorFlow alone; two modules of the API import it by its own name."""
    if importlib.util.find_spec('keras') is None:
        for name in ('', '.applications', '.applications.resnet', '.backend', '.layers'):
            sys.modules[f'keras{name}'] = importlib.import_module(f'tensorflow.python.keras{name}')
        yield StandIn('keras', 'not installed; the API imports it beside TensorFlow')


def _no_downloads(tf: Any) -> None:
    """CenterNet's MobileNet V2 asks Keras for ImageNet weights from the network: the same layers, without weights."""
    for keras in _keras_modules(tf):
        applications = getattr(keras, 'applications', None)
        if applications is None:
            continue
        original = applications.mobilenet_v2.MobileNetV2
        if getattr(original, 'without_download', False):
            continue
        made = _without_weights(original)
        applications.MobileNetV2 = applications.mobilenet_v2.MobileNetV2 = made


def _without_weights(original: Callable[..., Any]) -> Callable[..., Any]:
    def make(*args: Any, **kwargs: Any) -> Any:
        return original(*args, **{**kwargs, 'weights': None})

    make.without_download = True  # type: ignore[attr-defined]
    return make


def _keras_modules(tf: Any) -> Tuple[Any, ...]:
    found: List[Any] = []
    for keras in (tf.keras, tf.compat.v1.keras, tf.compat.v2.keras, sys.modules.get('tf_keras')):
        if keras is not None and all(keras is not other for other in found):
            found.append(keras)
    return tuple(found)
