import type * as Runtime from 'onnxruntime-node';
import { onnxRuntime } from '../../onnx/index.ts';

/** ONNX's runtime for files of other makers. @throws InputError `runtime-missing` */
export function foreignRuntime(): Promise<typeof Runtime> {
  return onnxRuntime({
    runs: 'Models of other makers run',
    without: 'models of opsmith do without',
  });
}
