import type { ComponentData } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { useEffect, useState } from 'react'
import styles from './cockpit.module.css'
import { cockpitTexts } from './cockpit.texts.ts'

type Item = ComponentData['items'][number]

function words(item: Item, key: string): string {
  const value = item[key]
  return value === null || value === undefined ? '' : String(value)
}

function valueWords(item: Item, data: ComponentData): string {
  if (typeof item.value !== 'number') return item.value === undefined ? '' : '—'
  const precision = typeof item.precision === 'number' ? item.precision : data.precision
  return `${formatNumber(item.value, precision)} ${words(item, 'unit') || data.unit}`.trim()
}

const tones: Record<string, string | undefined> = {
  ...{ alarm: styles.alarm, red: styles.alarm, attention: styles.attention, yellow: styles.attention },
  ...{ normal: styles.good, green: styles.good, overdue: styles.alarm, waiting: styles.attention },
}

/** A state with a word; colour alone never tells. */
function State({ status }: { status: string }) {
  const texts = useTexts(cockpitTexts)
  const known = texts.status as Record<string, string>
  return <span className={`${styles.lamp} ${tones[status] ?? ''}`}>{known[status] ?? status}</span>
}

/** Names, values, targets and states as a table. */
export function ValueTable({ data }: { data: ComponentData }) {
  const texts = useTexts(cockpitTexts)
  const has = (key: string) => data.items.some((item) => item[key] !== undefined && item[key] !== null)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section className={styles.scroll} tabIndex={0} aria-label={texts.columns.name}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{texts.columns.name}</th>
            {has('value') ? <th className={styles.right}>{texts.columns.value}</th> : null}
            {has('target') ? <th className={styles.right}>{texts.columns.target}</th> : null}
            {has('status') || has('why') ? <th>{texts.columns.state}</th> : null}
          </tr>
        </thead>
        <tbody>
          {data.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of one reading have no other name
            <tr key={index}>
              <td>{words(item, 'name')}</td>
              {has('value') ? <td className={styles.right}>{valueWords(item, data)}</td> : null}
              {has('target') ? (
                <td className={styles.right}>
                  {typeof item.target === 'number'
                    ? `${formatNumber(item.target, 2)} ${words(item, 'unit')}`
                    : ''}
                </td>
              ) : null}
              {has('status') || has('why') ? (
                <td>{item.status ? <State status={String(item.status)} /> : words(item, 'why')}</td>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** From the highest to the lowest, with bars that begin at zero. */
export function RankingList({ data, onPick }: { data: ComponentData; onPick?: (name: string) => void }) {
  const sorted = [...data.items].sort((a, b) => Number(b.value ?? -1) - Number(a.value ?? -1))
  const highest = Math.max(0, ...sorted.map((item) => Number(item.value ?? 0))) || 1
  return (
    <ol className={styles.ranking}>
      {sorted.map((item, index) => (
        <li key={words(item, 'code') || words(item, 'name')}>
          <button type="button" disabled={!onPick} onClick={() => onPick?.(words(item, 'name'))}>
            <b>{index + 1}</b>
            <span className={styles.name}>{words(item, 'name')}</span>
            <span className={styles.track}>
              <i style={{ width: `${Math.max(0, (100 * Number(item.value ?? 0)) / highest)}%` }} />
            </span>
            <span className={`${styles.amount} ${tones[words(item, 'status')] ?? ''}`}>
              {valueWords(item, data)}
            </span>
          </button>
        </li>
      ))}
    </ol>
  )
}

/** A lamp, a name and a value for each. */
export function Lamps({ data }: { data: ComponentData }) {
  return (
    <ul className={styles.lamps}>
      {data.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one reading have no other name
        <li key={index}>
          <State status={words(item, 'status') || 'normal'} />
          <span className={styles.name}>
            {words(item, 'name')}{' '}
            {words(item, 'divisionName') ? <small>{words(item, 'divisionName')}</small> : null}
          </span>
          <span className={styles.amount}>
            {valueWords({ ...item, unit: item.unitLabel ?? item.unit }, { ...data, precision: 2, unit: '' })}
          </span>
        </li>
      ))}
    </ul>
  )
}

const turnMs = 6_000
const turnRows = 5

/** Rows of events or cases, newest first; a carousel shows a few at a time. */
export function RowList({ data, turns }: { data: ComponentData; turns: boolean }) {
  const [at, setAt] = useState(0)
  useEffect(() => {
    if (!turns) return
    const timer = setInterval(() => setAt((now) => now + turnRows), turnMs)
    return () => clearInterval(timer)
  }, [turns])
  const from = turns ? at % Math.max(1, data.items.length) : 0
  const shown = turns ? data.items.slice(from, from + turnRows) : data.items
  return (
    <ul className={styles.rows}>
      {shown.map((item) => (
        <li key={words(item, 'id') || words(item, 'name')}>
          <a href={words(item, 'link') || undefined}>
            <i className={styles[`level-${words(item, 'level')}`] ?? styles.noLevel} aria-hidden />
            <span className={styles.name}>{words(item, 'name')}</span>
            <time>{item.time ? formatTime(String(item.time)).slice(11, 16) : ''}</time>
            <small>
              {words(item, 'group')} · {words(item, 'state')}
            </small>
          </a>
        </li>
      ))}
    </ul>
  )
}
