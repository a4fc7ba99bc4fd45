import { AppError } from '#lib/diagnostics';

export function nameTaken(name: string): AppError {
  return new AppError('state-conflict', { detail: `A container named ${name} exists already.` });
}

export function portTaken(port: number): AppError {
  return new AppError('port-taken', { detail: `Port ${port} of this machine is in use.` });
}
