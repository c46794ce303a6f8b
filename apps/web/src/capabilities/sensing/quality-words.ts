import { observationQuality } from '@civitas/sdk'

type Flag = Exclude<keyof typeof observationQuality, 'normal'>

const flags = Object.keys(observationQuality).filter((name): name is Flag => name !== 'normal')

/** The names of the quality flags set in a bit field; empty for a normal reading. */
export function qualityFlags(quality: number): Flag[] {
  return flags.filter((name) => (quality & observationQuality[name]) !== 0)
}
