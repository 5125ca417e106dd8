"""The numbers that Keras gives the layers of a functional model."""

from pipeline_config_ls.architectures.tf2.functional import add, apply, call, image, model, sequential, submodel
from pipeline_config_ls.architectures.tf2.layers import batch_norm, conv2d, weightless
from pipeline_config_ls.architectures.tf2.trackable import Trackable, variable, variables


def names(net: Trackable) -> list[str]:
    return [f'{name} {found.shape}' for name, found in variables({'model': net}).items()]


def test_layers_are_numbered_from_the_input_on_and_weighted_ones_twice() -> None:
    x = image()
    y = apply(x, conv2d(8, 3, bias=False), weightless, conv2d(4, 1))
    net = model(x, [y])
    assert list(net.children) == [
        'layer-0',
        'layer_with_weights-0',
        'layer-1',
        'layer-2',
        'layer_with_weights-1',
        'layer-3',
    ]
    assert names(net) == [
        'model/layer_with_weights-0/kernel (3, 3, 3, 8)',
        'model/layer_with_weights-1/kernel (1, 1, 8, 4)',
        'model/layer_with_weights-1/bias (4,)',
    ]


def test_a_shortcut_stands_at_the_depth_of_its_way_to_the_output() -> None:
    x = image()
    shortcut = apply(x, conv2d(8, 1, bias=False))  # one step from the Add, so numbered after the long branch begins
    long = apply(x, conv2d(4, 1, bias=False), weightless, conv2d(8, 5, bias=False))
    net = model(x, [add(shortcut, long)])
    assert names(net) == [
        'model/layer_with_weights-0/kernel (1, 1, 3, 4)',
        'model/layer_with_weights-1/kernel (1, 1, 3, 8)',
        'model/layer_with_weights-2/kernel (5, 5, 4, 8)',
    ]


def test_layers_behind_the_outputs_are_left_out() -> None:
    x = image()
    middle = apply(x, conv2d(8, 3, bias=False))
    apply(middle, batch_norm())
    assert names(model(x, [middle])) == ['model/layer_with_weights-0/kernel (3, 3, 3, 8)']


def test_a_layer_called_twice_is_one_layer_at_its_greatest_depth() -> None:
    x = image()
    shared = Trackable({'kernel': variable(1, 1, 3, 3)})
    once = call(shared, 3, x)
    twice = call(shared, 3, once)
    net = model(x, [twice])
    assert list(net.children) == ['layer-0', 'layer_with_weights-0', 'layer-1']


def test_a_name_with_a_slash_or_a_dot_is_escaped() -> None:
    net = Trackable({'a/b.c': variable(1)})
    assert list(variables({'model': net})) == ['model/a.Sb..c']


def test_a_row_of_layers_is_numbered_without_its_input() -> None:
    row = sequential(3, [weightless, conv2d(8, 1, bias=False)])
    assert list(row.tracked.children) == ['layer-0', 'layer_with_weights-0', 'layer-1']


def test_a_part_of_a_model_shares_its_layers_and_has_an_input_of_its_own() -> None:
    x = image()
    middle = apply(x, conv2d(8, 3, bias=False))
    end = add(middle, apply(middle, conv2d(8, 1, bias=False)))
    whole, part = model(x, [end]), submodel(middle, end)
    assert names(part) == ['model/layer_with_weights-0/kernel (1, 1, 8, 8)']
    assert part.children['layer_with_weights-0'] is whole.children['layer_with_weights-1']
    assert part.children['layer-0'] not in whole.children.values()
