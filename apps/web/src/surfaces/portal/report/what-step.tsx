import { type EventTypeInfo, suggestClass } from '@civitas/sdk'
import { usePick, useTexts } from '@civitas/ui'
import { useDeferredValue, useId, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import styles from '../portal.module.css'
import { portalTexts } from '../portal.texts.ts'
import type { StepProps } from './text-steps.tsx'

interface WhatStepProps extends StepProps {
  types: EventTypeInfo[]
}

interface Field {
  id: string
  title: string
  types: EventTypeInfo[]
}

/** What was seen: by one’s own words, or by field. The field with most kinds comes first. */
export function WhatStep({ draft, onChange, isTried, types }: WhatStepProps) {
  const texts = useTexts(portalTexts)
  const pick = usePick()
  const id = useId()
  const [words, setWords] = useState('')
  const said = useDeferredValue(words.trim())
  const found = useFound(said, types)
  const choose = (type: string) => onChange({ type })
  const needed = isTried && !draft.type
  return (
    <div className={styles.question}>
      <div>
        <h1 id="question">{texts.what}</h1>
        <p className={styles.hint}>{texts.whatHint}</p>
        {needed ? (
          <p className={styles.error} role="alert">
            {texts.whatNeeded}
          </p>
        ) : null}
      </div>
      <div className={styles.say}>
        <label htmlFor={id}>{texts.whatSay}</label>
        <input
          id={id}
          type="search"
          maxLength={100}
          placeholder={texts.whatSayHint}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </div>
      {said.length < 2 ? null : found.length > 0 ? (
        <Kinds legend={texts.whatFound} types={found} chosen={draft.type} onChoose={choose} name="found" />
      ) : (
        <p role="status">{texts.whatNotFound}</p>
      )}
      {toFields(types, pick).map((field) => (
        <Kinds
          key={field.id}
          legend={field.title}
          types={field.types}
          chosen={draft.type}
          onChoose={choose}
          name={field.id}
        />
      ))}
    </div>
  )
}

/** Kinds whose name holds the words, then what the platform reads from them. */
function useFound(said: string, types: EventTypeInfo[]): EventTypeInfo[] {
  const read = useRead(suggestClass, { body: { text: said } }, { enabled: said.length >= 2 })
  if (said.length < 2) return []
  const named = types.filter(
    ({ title }) => title.zh.includes(said) || title.en.toLowerCase().includes(said.toLowerCase()),
  )
  const suggested = (read.data ?? []).flatMap(({ type }) => types.find((one) => one.id === type) ?? [])
  return [...new Set([...named, ...suggested])].slice(0, 4)
}

function toFields(types: EventTypeInfo[], pick: (text: EventTypeInfo['title']) => string): Field[] {
  const fields = new Map<string, Field>()
  for (const type of types) {
    const field = fields.get(type.domain) ?? { id: type.domain, title: pick(type.domainTitle), types: [] }
    field.types.push(type)
    fields.set(type.domain, field)
  }
  return [...fields.values()].sort((a, b) => b.types.length - a.types.length)
}

interface KindsProps {
  legend: string
  types: EventTypeInfo[]
  chosen: string
  onChoose: (type: string) => void
  name: string
}

function Kinds({ legend, types, chosen, onChoose, name }: KindsProps) {
  const pick = usePick()
  return (
    <fieldset className={styles.kinds}>
      <legend>{legend}</legend>
      <div>
        {types.map((type) => (
          <label key={type.id}>
            <input type="radio" name={name} checked={chosen === type.id} onChange={() => onChoose(type.id)} />
            <span>{pick(type.title)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
