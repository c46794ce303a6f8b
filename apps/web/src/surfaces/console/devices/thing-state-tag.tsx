import type { Thing } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { sensingWords } from '../../../capabilities/sensing/sensing.texts.ts'
import { StateTag } from '../parts/page.tsx'

const tones = { online: 'loud', offline: 'bad', 'never-seen': 'over', quarantined: 'bad' } as const

/** Whether a device is heard of, in words. */
export function ThingStateTag({ state }: { state: Thing['state'] }) {
  const words = useTexts(sensingWords)
  return <StateTag tone={tones[state]}>{words.states[state]}</StateTag>
}
