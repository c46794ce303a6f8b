import { appealBlock, getOwnBlock } from '@civitas/sdk'
import { formatTime, TextArea, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { appTexts } from '../../app/app.texts.ts'
import { client } from '../../app/client.ts'
import { problemWords } from '../../app/problem-view.tsx'
import { refresh, useRead } from '../../app/query.ts'
import { ownReportTexts } from './own-reports.texts.ts'
import styles from './portal.module.css'

/** Says that one’s reports are suspended, why and until when, and takes the one appeal. */
export function OwnBlock() {
  const texts = useTexts(ownReportTexts)
  const app = useTexts(appTexts)
  const [text, setText] = useState('')
  const read = useRead(getOwnBlock, {})
  const send = useMutation({
    mutationFn: () => client.call(appealBlock, { body: { text: text.trim() } }),
    onSuccess: () => refresh(getOwnBlock),
  })
  const block = read.data?.block
  if (!block) return null
  return (
    <div role="status">
      <h3>{texts.blocked(formatTime(block.untilTime))}</h3>
      <p>{texts.blockedWhy(block.reason)}</p>
      {block.appeal ? (
        <p className={styles.quiet}>
          {block.ruling ? texts.ruled(block.ruling) : texts.appealed(formatTime(block.appealTime))}
        </p>
      ) : (
        <>
          <TextArea
            label={texts.appeal}
            hint={texts.appealHint}
            rows={3}
            maxLength={1000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {send.isError ? <p role="alert">{problemWords(send.error, app).title}</p> : null}
          <button
            type="button"
            className={`${styles.go} ${styles.second}`}
            disabled={send.isPending || text.trim().length < 2}
            onClick={() => send.mutate()}
          >
            {texts.sendAppeal}
          </button>
        </>
      )}
    </div>
  )
}
