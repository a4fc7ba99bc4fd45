import { AppError } from '#lib/diagnostics';
import { isToolMode, TOOL_MODES, type ToolMode } from '#lib/server-runtime';

/**
 * The mode that a deployment's server will have: its variable `TOOL_MODE` wins over what was generated.
 *
 * @throws AppError `request-invalid` for a value that is no mode, and for `code` where the sandbox is not in the bundle
 */
export function modeAskedFor(variable: string | undefined, generated: ToolMode): ToolMode {
  if (variable === undefined || variable === '') return generated;
  if (!isToolMode(variable))
    throw new AppError('request-invalid', { detail: `TOOL_MODE must be one of ${TOOL_MODES.join(', ')}.` });
  if (variable === 'code' && generated !== 'code')
    throw new AppError('request-invalid', {
      detail: 'TOOL_MODE cannot be code here: generate with the mode code, which brings the sandbox along.',
    });
  return variable;
}
