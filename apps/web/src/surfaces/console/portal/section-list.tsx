import type { DeskSection } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button, Checkbox } from 'antd'
import { portalTexts } from './portal.texts.ts'

interface SectionListProps {
  value: DeskSection[]
  onChange: (next: DeskSection[]) => void
}

/** Ticks the parts that are shown and moves them up and down, by mouse or keys. */
export function SectionList({ value, onChange }: SectionListProps) {
  const texts = useTexts(portalTexts)
  const all = Object.keys(texts.sections) as DeskSection[]
  const rows = [...value, ...all.filter((one) => !value.includes(one))]
  const swap = (at: number, to: number) => {
    const next = [...value]
    const [moved] = next.splice(at, 1)
    if (moved) next.splice(to, 0, moved)
    onChange(next)
  }
  return (
    <ul style={{ display: 'grid', gap: 8, margin: '0 0 16px', padding: 0, listStyle: 'none' }}>
      {rows.map((one) => {
        const at = value.indexOf(one)
        const name = texts.sections[one]
        return (
          <li key={one} style={{ display: 'flex', gap: 8 }}>
            <Checkbox
              checked={at >= 0}
              onChange={(event) =>
                onChange(event.target.checked ? [...value, one] : value.filter((each) => each !== one))
              }
              style={{ flex: 1 }}
            >
              {name}
            </Checkbox>
            <Button
              size="small"
              disabled={at <= 0}
              aria-label={texts.up(name)}
              onClick={() => swap(at, at - 1)}
            >
              ↑
            </Button>
            <Button
              size="small"
              disabled={at < 0 || at === value.length - 1}
              aria-label={texts.down(name)}
              onClick={() => swap(at, at + 1)}
            >
              ↓
            </Button>
          </li>
        )
      })}
    </ul>
  )
}
