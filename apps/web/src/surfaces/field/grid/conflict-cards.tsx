import { type FieldConflict, listFieldConflicts, listHouseholds, resolveFieldConflict } from '@civitas/sdk'
import { Button, formatTime, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import styles from '../field.module.css'
import { useOnline } from '../use-online.ts'
import own from './grid.module.css'
import { gridTexts } from './grid.texts.ts'

/** What both the office and the field wrote, side by side, until a person chooses. */
export function ConflictCards({ conflicts }: { conflicts: FieldConflict[] }) {
  const texts = useTexts(gridTexts)
  if (conflicts.length === 0) return null
  return (
    <section className={styles.block}>
      <h2>{texts.conflicts}</h2>
      <p className={styles.quiet}>{texts.conflictWhy}</p>
      <ul className={styles.cards}>
        {conflicts.map((one) => (
          <li key={one.id} className={`${styles.card} ${styles.amber}`}>
            <ConflictCard one={one} />
          </li>
        ))}
      </ul>
    </section>
  )
}

function ConflictCard({ one }: { one: FieldConflict }) {
  const texts = useTexts(gridTexts)
  const isOnline = useOnline()
  const [isBusy, setBusy] = useState(false)
  const decide = async (take: 'office' | 'field') => {
    setBusy(true)
    await client
      .call(resolveFieldConflict, { params: { id: one.id }, body: { take } })
      .finally(() => setBusy(false))
    refresh(listFieldConflicts, listHouseholds)
  }
  const sides = [
    ['office', texts.office, one.office, one.officeBy, one.officeTime, texts.takeOffice],
    ['field', texts.field, one.found, one.foundBy, one.foundTime, texts.takeField],
  ] as const
  return (
    <>
      <div className={styles.cardTop}>
        <b>
          {one.householdName} · {texts.facts[one.field]}
        </b>
        <span>{texts.before(String(one.base ?? texts.none))}</span>
      </div>
      <div className={own.sides}>
        {sides.map(([side, title, value, by, time, act]) => (
          <div key={side}>
            <small>{title}</small>
            <strong>{String(value ?? texts.none)}</strong>
            <small>{texts.by(by ?? '', time ? formatTime(time) : '')}</small>
            <Button wide disabled={!isOnline || isBusy} onClick={() => void decide(side)}>
              {act}
            </Button>
          </div>
        ))}
      </div>
    </>
  )
}
