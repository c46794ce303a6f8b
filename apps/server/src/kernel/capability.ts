import type { Kernel } from './kernel.ts'

/**
 * A capability: one folder, one schema, one door. `needs` names the capabilities above it whose doors it is given;
 * `start` binds its operations, subscribes to messages and answers its own door.
 */
export interface Capability<Name extends string, Needs, Door> {
  readonly name: Name
  readonly needs: ReadonlyArray<keyof Needs & string>
  start(kernel: Kernel, needs: Needs): Promise<Door>
}

/** Declares a capability; the types of `needs` and of the door follow from `start`. */
export function defineCapability<const Name extends string, Needs, Door>(
  capability: Capability<Name, Needs, Door>,
): Capability<Name, Needs, Door> {
  return capability
}
