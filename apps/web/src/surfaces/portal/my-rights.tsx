import { askForRight, listMyRights, type RightRequest } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../app/client.ts'
import { refresh, useRead } from '../../app/query.ts'
import { myDataTexts } from './my-data.texts.ts'
import styles from './portal.module.css'

type Kind = RightRequest['kind']

/** What a person asks of the data held about him, and what was answered (PLT-116). */
export function MyRights() {
  const { rights } = useTexts(myDataTexts)
  const read = useRead(listMyRights, { query: { limit: 20 } })
  const [kind, setKind] = useState<Kind>('access')
  const [note, setNote] = useState('')
  const ask = useMutation({
    mutationFn: () => client.call(askForRight, { body: { kind, note } }),
    onSuccess: () => {
      setNote('')
      refresh(listMyRights)
    },
  })
  return (
    <>
      <h2>{rights.title}</h2>
      <p className={styles.quiet}>{rights.why}</p>
      <div>
        <Select<Kind>
          aria-label={rights.kind}
          value={kind}
          style={{ width: 200 }}
          options={Object.entries(rights.kinds).map(([value, label]) => ({ value: value as Kind, label }))}
          onChange={setKind}
        />
        <Input.TextArea
          aria-label={rights.note}
          placeholder={rights.note}
          value={note}
          maxLength={1000}
          autoSize={{ minRows: 2 }}
          style={{ margin: '8px 0' }}
          onChange={(event) => setNote(event.target.value)}
        />
        <Button type="primary" loading={ask.isPending} onClick={() => ask.mutate()}>
          {rights.ask}
        </Button>
        {ask.error ? <p role="alert">{ask.error.message}</p> : null}
      </div>
      <ul className={styles.own}>
        {(read.data?.items ?? []).map((one) => (
          <li key={one.id}>
            <h2>
              {one.number} {rights.kinds[one.kind]}
            </h2>
            <p>{one.answer ?? rights.waiting(one.holders.length, formatTime(one.dueTime))}</p>
            <p className={styles.quiet}>{formatTime(one.askedTime)}</p>
          </li>
        ))}
      </ul>
    </>
  )
}
