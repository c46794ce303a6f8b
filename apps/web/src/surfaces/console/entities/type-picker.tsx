import { type EntityTypeInfo, getPlatformInfo } from '@civitas/sdk'
import { formatNumber, usePick, useTexts } from '@civitas/ui'
import { Input } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import styles from './entities.module.css'
import { entitiesTexts } from './entities.texts.ts'

interface TypePickerProps {
  types: EntityTypeInfo[]
  chosen: string | null
  onChoose: (id: string | null) => void
}

/** The types of entities by domain, with how many of each there are in the caller’s scope. */
export function TypePicker({ types, chosen, onChoose }: TypePickerProps) {
  const texts = useTexts(entitiesTexts)
  const pick = usePick()
  const [words, setWords] = useState('')
  const info = useRead(getPlatformInfo, {}, { staleMs: 300_000 })
  const asked = words.trim().toLowerCase()
  const shown = types.filter((type) => `${pick(type.title)} ${type.id}`.toLowerCase().includes(asked))
  const domains = [...new Set(shown.map((type) => type.domain))]
  const titleOf = (id: string) => {
    const domain = info.data?.domains.find((each) => each.id === id)
    return domain ? pick(domain.title) : id
  }
  const all = types.reduce((sum, type) => sum + type.count, 0)
  return (
    <section className={styles.types} aria-label={texts.types}>
      <div className={styles.find}>
        <Input
          allowClear
          size="small"
          aria-label={texts.findType}
          placeholder={texts.findType}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      <div className={styles.typeList}>
        {asked ? null : (
          <TypeLine
            name={texts.allTypes}
            count={all}
            isChosen={chosen === null}
            onChoose={() => onChoose(null)}
          />
        )}
        {domains.map((domain) => (
          <div key={domain}>
            <h2 className={styles.domain}>{titleOf(domain)}</h2>
            {shown
              .filter((type) => type.domain === domain)
              .map((type) => (
                <TypeLine
                  key={type.id}
                  name={pick(type.title)}
                  count={type.count}
                  color={type.color}
                  isChosen={chosen === type.id}
                  onChoose={() => onChoose(type.id)}
                />
              ))}
          </div>
        ))}
      </div>
    </section>
  )
}

interface TypeLineProps {
  name: string
  count: number
  color?: string
  isChosen: boolean
  onChoose: () => void
}

function TypeLine({ name, count, color, isChosen, onChoose }: TypeLineProps) {
  return (
    <button type="button" className={styles.type} aria-pressed={isChosen} onClick={onChoose}>
      <i style={{ background: color ?? 'var(--line-strong)' }} />
      <span>{name}</span>
      <small>{formatNumber(count)}</small>
    </button>
  )
}
