import { listAddresses, listDivisions, listEntities, listEntityTypes } from '@civitas/sdk'
import { EmptyState, Loading, usePick, useTexts } from '@civitas/ui'
import { useDeferredValue, useEffect, useRef, useState } from 'react'
import { useRead } from '../../app/query.ts'
import { centreOf } from '../../capabilities/entities/centre-of.ts'
import styles from './map.module.css'
import { mapTexts } from './map.texts.ts'

/** Where a hit is, and which entity it is when it is one. */
export interface SearchHit {
  center: [number, number] | null
  entityId: string | null
  zoom: number
}

/** Finds entities, addresses and divisions on the server; `/` puts the cursor here. */
export function MapSearch({ onChoose }: { onChoose: (hit: SearchHit) => void }) {
  const texts = useTexts(mapTexts)
  const [words, setWords] = useState('')
  const [open, setOpen] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)
      if (event.key !== '/' || typing) return
      event.preventDefault()
      input.current?.focus()
    }
    document.addEventListener('keydown', focus)
    return () => document.removeEventListener('keydown', focus)
  }, [])
  const asked = useDeferredValue(words.trim())
  return (
    <search className={styles.search}>
      <input
        ref={input}
        type="search"
        aria-label={texts.searchLabel}
        placeholder={texts.search}
        value={words}
        onFocus={() => setOpen(true)}
        onChange={(event) => {
          setWords(event.target.value)
          setOpen(true)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setOpen(false)
        }}
      />
      {open && asked.length > 0 ? (
        <Hits
          words={asked}
          onChoose={(hit) => {
            setOpen(false)
            onChoose(hit)
          }}
        />
      ) : null}
    </search>
  )
}

interface Line {
  key: string
  title: string
  note: string
  hit: SearchHit
}

function useHits(words: string) {
  const texts = useTexts(mapTexts)
  const pick = usePick()
  const query = { search: words, limit: 8 }
  const types = useRead(listEntityTypes, {}, { staleMs: 600_000 })
  const entities = useRead(listEntities, { query }, { keepPrevious: true })
  const addresses = useRead(listAddresses, { query: { ...query, limit: 5 } }, { keepPrevious: true })
  const divisions = useRead(listDivisions, { query: { ...query, limit: 4 } }, { keepPrevious: true })
  const groups: { name: string; lines: Line[] }[] = [
    {
      name: texts.hitGroups.entities,
      lines: (entities.data?.items ?? []).map((entity) => {
        const type = types.data?.find((each) => each.id === entity.type)
        return {
          key: entity.id,
          title: entity.name,
          note: `${type ? pick(type.title) : entity.type} · ${entity.reference}`,
          hit: { center: centreOf(entity.geometry), entityId: entity.id, zoom: 17 },
        }
      }),
    },
    {
      name: texts.hitGroups.addresses,
      lines: (addresses.data?.items ?? []).map((address) => ({
        key: address.id,
        title: address.text,
        note: '',
        hit: { center: address.position, entityId: null, zoom: 17 },
      })),
    },
    {
      name: texts.hitGroups.divisions,
      lines: (divisions.data?.items ?? []).map((division) => ({
        key: division.code,
        title: division.fullName || division.name,
        note: division.code,
        hit: { center: division.centre, entityId: null, zoom: 9.5 + division.level * 1.4 },
      })),
    },
  ]
  const isReady = !entities.isPending && !addresses.isPending && !divisions.isPending
  return { groups: groups.filter((group) => group.lines.length > 0), isReady }
}

function Hits({ words, onChoose }: { words: string; onChoose: (hit: SearchHit) => void }) {
  const texts = useTexts(mapTexts)
  const { groups, isReady } = useHits(words)
  return (
    <div className={styles.hits}>
      {!isReady ? <Loading /> : null}
      {isReady && groups.length === 0 ? (
        <EmptyState title={texts.noHits(words)} why={texts.noHitsWhy} />
      ) : null}
      {groups.map((group) => (
        <section key={group.name} aria-label={group.name}>
          <h2>{group.name}</h2>
          {group.lines.map((line) => (
            <button key={line.key} type="button" onClick={() => onChoose(line.hit)}>
              <span>{line.title}</span>
              <small>{line.note}</small>
            </button>
          ))}
        </section>
      ))}
    </div>
  )
}
