import { askForRepair, type CreditRecord, getMyCredit, listMyObjections, objectToCredit } from '@civitas/sdk'
import { formatTime, TextArea, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './trust.module.css'
import { trustTexts } from './trust.texts.ts'

/** One fact of the own file, with a way to object and, for what is public to one’s harm, to ask for repair. */
export function CreditRecordLine({ record }: { record: CreditRecord }) {
  const { credit: texts } = useTexts(trustTexts)
  const [open, setOpen] = useState<'objection' | 'repair' | null>(null)
  const [text, setText] = useState('')
  const [commitment, setCommitment] = useState('')
  const send = useMutation({
    mutationFn: async () => {
      if (open === 'repair') {
        const body = { recordId: record.id, proof: text, commitment }
        return texts.repairSent((await client.call(askForRepair, { body })).number)
      }
      const made = await client.call(objectToCredit, { body: { recordId: record.id, text } })
      return texts.sent(made.number, formatTime(made.dueTime))
    },
    onSuccess: () => {
      setOpen(null)
      refresh(getMyCredit, listMyObjections)
    },
  })
  const marks = [
    record.objection ? texts.objecting : null,
    record.repaired ? texts.repaired : null,
    record.publicity === 'public' && record.publicUntil ? texts.until(record.publicUntil) : null,
  ].filter(Boolean)
  const mayRepair = record.nature === 'bad' && record.publicity === 'public'
  return (
    <li>
      <p>
        <strong>{record.itemTitle}</strong> {marks.join(' · ')}
      </p>
      <p>{record.content}</p>
      <p className={portal.quiet}>
        {record.organisationName} {record.decidedDay} {record.documentNumber}
      </p>
      {open ? (
        <div className={styles.form}>
          <TextArea
            label={open === 'repair' ? texts.proof : texts.objectWhy}
            maxLength={1000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {open === 'repair' ? (
            <TextArea
              label={texts.commitment}
              maxLength={1000}
              value={commitment}
              onChange={(event) => setCommitment(event.target.value)}
            />
          ) : null}
          <button
            type="button"
            className={portal.go}
            disabled={!text || (open === 'repair' && !commitment) || send.isPending}
            onClick={() => send.mutate()}
          >
            {open === 'repair' ? texts.sendRepair : texts.send}
          </button>
        </div>
      ) : (
        <div className={portal.buttons}>
          {record.objection ? null : (
            <button
              type="button"
              className={`${portal.go} ${portal.second}`}
              onClick={() => setOpen('objection')}
            >
              {texts.object}
            </button>
          )}
          {mayRepair ? (
            <button
              type="button"
              className={`${portal.go} ${portal.second}`}
              onClick={() => setOpen('repair')}
            >
              {texts.repair}
            </button>
          ) : null}
        </div>
      )}
      {send.error ? (
        <p role="alert" className={portal.error}>
          {send.error.message}
        </p>
      ) : null}
      {send.data ? <p role="status">{send.data}</p> : null}
    </li>
  )
}
