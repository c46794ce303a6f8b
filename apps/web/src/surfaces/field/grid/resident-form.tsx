import type { enterResident, Household, OperationOutput } from '@civitas/sdk'
import { Button, formatNumber, TextField, useTexts } from '@civitas/ui'
import { useState } from 'react'
import styles from '../field.module.css'
import { usePerform } from '../tasks/use-perform.ts'
import { gridTexts } from './grid.texts.ts'

type Answer = OperationOutput<typeof enterResident>

/** 以户带人: a person who lives in the household; whether other sources know them the platform finds out. */
export function ResidentForm({ household }: { household: Household }) {
  const texts = useTexts(gridTexts)
  const [isOpen, setOpen] = useState(false)
  const [said, setSaid] = useState<string | null>(null)
  if (!isOpen)
    return (
      <div>
        {said ? (
          <p className={styles.note} role="status">
            {said}
          </p>
        ) : null}
        <Button wide onClick={() => setOpen(true)}>
          {texts.resident}
        </Button>
      </div>
    )
  return (
    <Fields
      household={household}
      onDone={(words) => {
        setSaid(words)
        setOpen(false)
      }}
      onCancel={() => setOpen(false)}
    />
  )
}

interface FieldsProps {
  household: Household
  onDone: (said: string) => void
  onCancel: () => void
}

function Fields({ household, onDone, onCancel }: FieldsProps) {
  const texts = useTexts(gridTexts)
  const [name, setName] = useState('')
  const [citizenId, setCitizenId] = useState('')
  const [phone, setPhone] = useState('')
  const [isTried, setTried] = useState(false)
  const { run, isBusy, problem } = usePerform()
  const isShort = name.trim().length < 2
  const save = async () => {
    setTried(true)
    if (isShort) return
    const outcome = await run({
      kind: 'resident',
      subjectId: household.id,
      title: `${household.name} ${name.trim()}`,
      body: {
        name: name.trim(),
        ...(citizenId.trim() ? { citizenId: citizenId.trim().toUpperCase() } : {}),
        ...(phone.trim() ? { phone: phone.trim() } : {}),
      },
    })
    if (outcome.kind === 'refused') return
    if (outcome.kind === 'kept') return onDone(texts.saved)
    const { outcome: how, sources } = outcome.answer as Answer
    onDone(texts.entered(texts.residentOutcomes[how], formatNumber(sources)))
  }
  return (
    <div className={styles.stack}>
      <TextField
        label={texts.residentName}
        maxLength={60}
        value={name}
        error={isTried && isShort ? texts.residentShort : undefined}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label={texts.citizenId}
        maxLength={18}
        value={citizenId}
        onChange={(event) => setCitizenId(event.target.value)}
      />
      <TextField
        label={texts.facts.phone}
        inputMode="tel"
        maxLength={30}
        value={phone}
        onChange={(event) => setPhone(event.target.value)}
      />
      {problem ? (
        <div className={styles.problem} role="alert">
          {problem}
        </div>
      ) : null}
      <Button kind="primary" size="large" wide disabled={isBusy} onClick={() => void save()}>
        {texts.saveResident}
      </Button>
      <Button size="large" wide onClick={onCancel}>
        {texts.cancel}
      </Button>
    </div>
  )
}
