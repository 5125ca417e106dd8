"""A TensorFlow 1 config with a checkpoint of another model, for a person or a test to look at.

usage: python -m oracle.tf1_example FOLDER

Writes `pipeline.config`, an SSD on Inception V2, and beside it a checkpoint of an SSD on MobileNet V2, without its values. The data are
those of `examples/`, of which FOLDER is taken to be a neighbour.
"""

from __future__ import annotations

import sys
from pathlib import Path

from oracle.compare import message
from oracle.hollow import STEP, write_hollow
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan

BUILT, TRAINED = 'ssd_inception_v2', 'ssd_mobilenet_v2'
CONFIG = """model {
  ssd {
    num_classes: 4
    image_resizer { fixed_shape_resizer { height: 300 width: 300 } }
    feature_extractor {
      type: "ssd_inception_v2"
      override_base_feature_extractor_hyperparams: true
      conv_hyperparams {
        regularizer { l2_regularizer { weight: 4e-5 } }
        initializer { truncated_normal_initializer { stddev: 0.03 } }
        batch_norm { }
      }
    }
    box_coder { faster_rcnn_box_coder { } }
    matcher { argmax_matcher { } }
    similarity_calculator { iou_similarity { } }
    box_predictor {
      convolutional_box_predictor {
        conv_hyperparams {
          regularizer { l2_regularizer { weight: 4e-5 } }
          initializer { truncated_normal_initializer { stddev: 0.03 } }
        }
      }
    }
    anchor_generator { ssd_anchor_generator { num_layers: 6 aspect_ratios: 1 aspect_ratios: 2 } }
    loss {
      classification_loss { weighted_sigmoid { } }
      localization_loss { weighted_smooth_l1 { } }
    }
    post_processing { batch_non_max_suppression { } }
  }
}

train_config {
  fine_tune_checkpoint: "tensorflow-1/model.ckpt"
  fine_tune_checkpoint_type: "detection"
  batch_size: 8
  num_steps: 12000
  optimizer {
    rms_prop_optimizer { learning_rate { constant_learning_rate { learning_rate: 0.004 } } }
    use_moving_average: false
  }
}

train_input_reader {
  label_map_path: "annotations/label_map.pbtxt"
  tf_record_input_reader { input_path: "annotations/train.tfrecord" }
}

eval_config { metrics_set: "coco_detection_metrics" }

eval_input_reader {
  label_map_path: "annotations/label_map.pbtxt"
  shuffle: false
  num_epochs: 1
  tf_record_input_reader { input_path: "annotations/eval.tfrecord" }
}
"""


def write_example(folder: Path) -> None:
    """Writes both."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / 'pipeline.config').write_text(CONFIG)
    trained = plan(message('TrainEvalPipelineConfig', CONFIG.replace(BUILT, TRAINED)).model, Framework.TF1)
    assert isinstance(trained, Tf1Plan)
    write_hollow(folder / 'model.ckpt', {name: found.shape for name, found in trained.variables.items()} | {STEP: ()})


if __name__ == '__main__':
    write_example(Path(sys.argv[1]))
