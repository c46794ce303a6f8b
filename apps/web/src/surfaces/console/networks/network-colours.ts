import type { CityNetwork } from '@civitas/sdk'
import type { Palette } from '@civitas/ui'

/** One colour for each network, on the map and beside it; none is that of a warning level. */
export function networkColours({ series, accent }: Palette): Record<CityNetwork, string> {
  return { governance: accent, urban: series[1] ?? accent, emergency: series[3] ?? accent }
}
