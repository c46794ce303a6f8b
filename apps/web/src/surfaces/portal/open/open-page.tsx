import {
  getRatingScores,
  getUtilityFigures,
  listOutlets,
  listPublicProjects,
  listPublicRuns,
  listRecognised,
} from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { type FormEvent, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import publicity from '../publicity/publicity.module.css'
import { openTexts } from './open.texts.ts'

const pageSize = 20
const lists = {
  runs: listPublicRuns,
  outlets: listOutlets,
  projects: listPublicProjects,
  recognised: listRecognised,
} as const
type Tab = keyof typeof lists | 'ratings' | 'utilities'

/** 办事公开: what anybody may see of the city’s services (SOC-007, 008, 011, 012, 014, 122). */
export function OpenPage() {
  const texts = useTexts(openTexts)
  const [query] = useSearchParams()
  const asked = query.get('tab')
  const tab: Tab = asked && asked in texts.tabs ? (asked as Tab) : 'runs'
  return (
    <section className={portal.block}>
      <h1>{texts.title}</h1>
      <p>{texts.why}</p>
      <nav className={publicity.tabs} aria-label={texts.title}>
        {(Object.keys(texts.tabs) as Tab[]).map((one) => (
          <Link
            key={one}
            to={`/portal/open?tab=${one}`}
            className={publicity.tab}
            aria-current={one === tab ? 'page' : undefined}
          >
            {texts.tabs[one]}
          </Link>
        ))}
      </nav>
      {tab === 'ratings' ? <Ratings /> : tab === 'utilities' ? <Utilities /> : <List key={tab} tab={tab} />}
    </section>
  )
}

interface Line {
  key: string
  title: string
  notes: string[]
}

function Lines({ lines }: { lines: Line[] }) {
  const { none } = useTexts(openTexts)
  if (lines.length === 0) return <p className={portal.quiet}>{none}</p>
  return (
    <ul className={portal.own}>
      {lines.map((one) => (
        <li key={one.key}>
          <p>
            <strong>{one.title}</strong>
          </p>
          {one.notes.filter(Boolean).map((note) => (
            <p key={note} className={portal.quiet}>
              {note}
            </p>
          ))}
        </li>
      ))}
    </ul>
  )
}

/** Rows of the public lists as lines; each list has other fields. */
function useLine(tab: keyof typeof lists): (row: never) => Line {
  const texts = useTexts(openTexts)
  type Row = Record<string, string | number | null> & { scenes: string[] }
  return (given) => {
    const row = given as Row
    const state = texts.states[String(row.state)] ?? String(row.state ?? '')
    if (tab === 'runs')
      return {
        ...{ key: String(row.number), title: `${row.itemTitle}（${row.number}）` },
        notes: [
          `${row.organisationName} · ${state}`,
          texts.days(Number(row.usedDays), Number(row.limitDays)),
        ],
      }
    if (tab === 'outlets')
      return { key: String(row.code), title: String(row.name), notes: [String(row.place), String(row.hours)] }
    if (tab === 'projects')
      return {
        ...{ key: String(row.code), title: `${row.name}（${row.code}）` },
        notes: [
          `${row.typeTitle} · ${state}`,
          row.stage ? texts.stage(String(row.stage)) : '',
          texts.days(Number(row.usedDays), Number(row.limitDays)),
        ],
      }
    return {
      ...{ key: String(row.id), title: `${row.systemName}：${row.foreignTitle} → ${row.localTitle}` },
      notes: [texts.valid(row.scenes.join('、'), String(row.validUntil ?? '—')), String(row.limits ?? '')],
    }
  }
}

function List({ tab }: { tab: keyof typeof lists }) {
  const texts = useTexts(openTexts)
  const [words, setWords] = useState('')
  const [search, setSearch] = useState('')
  const [at, setAt] = useState(0)
  const operation = lists[tab] as typeof listPublicRuns
  const query = { limit: pageSize, offset: at, ...(search ? { search } : {}) }
  const read = useRead(operation, { query }, { keepPrevious: true })
  const toLine = useLine(tab)
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setAt(0)
    setSearch(words.trim())
  }
  return (
    <>
      <form className={publicity.search} onSubmit={submit}>
        <div>
          <input
            type="search"
            className={publicity.select}
            aria-label={texts.search}
            placeholder={texts.search}
            maxLength={100}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </div>
        <button type="submit" className={portal.go}>
          {texts.find}
        </button>
      </form>
      <Lines lines={read.data.items.map((row) => toLine(row as never))} />
      <p className={portal.buttons}>
        {at > 0 ? (
          <button
            type="button"
            className={`${portal.go} ${portal.second}`}
            onClick={() => setAt(at - pageSize)}
          >
            {texts.back}
          </button>
        ) : null}
        {at + pageSize < read.data.total ? (
          <button
            type="button"
            className={`${portal.go} ${portal.second}`}
            onClick={() => setAt(at + pageSize)}
          >
            {texts.next}
          </button>
        ) : null}
      </p>
    </>
  )
}

function Ratings() {
  const texts = useTexts(openTexts)
  const read = useRead(getRatingScores, { query: {} })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Lines
      lines={read.data.items.map((one) => ({
        ...{ key: one.organisationName, title: one.organisationName },
        notes: [
          texts.rating(
            one.goodRate === null ? texts.unknown : `${(one.goodRate * 100).toFixed(1)}%`,
            one.ratings,
          ),
          texts.rectified(one.rectified, one.bad),
        ],
      }))}
    />
  )
}

function Utilities() {
  const texts = useTexts(openTexts)
  const read = useRead(getUtilityFigures, {})
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  return (
    <Lines
      lines={read.data.items.map((one) => ({
        ...{ key: one.title, title: one.title },
        notes:
          one.averageDays === null
            ? [texts.notYet]
            : [
                texts.utility(
                  one.averageDays.toFixed(1),
                  one.steps,
                  one.averageFen === null ? texts.unknown : (one.averageFen / 100).toFixed(2),
                ),
                texts.connected(one.connected),
              ],
      }))}
    />
  )
}
