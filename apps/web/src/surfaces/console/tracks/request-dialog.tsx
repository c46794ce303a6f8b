import { createTrackRequest, listTrackRequests, ProblemError, type TrackQuestion } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Form, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { tracksTexts } from './tracks.texts.ts'

/** Whether a question was refused because it is about people, and so needs a request. */
export function needsApproval(error: Error | null): boolean {
  return error instanceof ProblemError && error.problem.code === 'approval-required'
}

/** Files a request for what a person’s track or presence would answer, and leads to the list of requests. */
export function RequestDialog({ question, onClose }: { question: TrackQuestion; onClose: () => void }) {
  const texts = useTexts(tracksTexts)
  const navigate = useNavigate()
  const [purpose, setPurpose] = useState('')
  return (
    <ActDialog
      title={texts.request}
      why={texts.requestWhy}
      comment="none"
      isReady={purpose.trim().length >= 2}
      act={async () => {
        await client.call(createTrackRequest, { body: { question, purpose: purpose.trim() } })
        refresh(listTrackRequests)
        navigate('/console/tracks?tab=requests')
      }}
      onClose={onClose}
    >
      <Form layout="vertical">
        <Form.Item label={texts.purpose} htmlFor="request-purpose" required>
          <Input
            id="request-purpose"
            maxLength={200}
            placeholder={texts.purposeHint}
            value={purpose}
            onChange={(event) => setPurpose(event.target.value)}
          />
        </Form.Item>
      </Form>
    </ActDialog>
  )
}
