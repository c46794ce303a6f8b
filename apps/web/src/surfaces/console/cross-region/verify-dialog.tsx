import { listRecognised, verifyForeign } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Input, Modal, Select, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { useRead } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { crossTexts } from './cross-region.texts.ts'

/** Verifies what somebody of another city shows at the window. */
export function VerifyDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(crossTexts)
  const items = useRead(listRecognised, { query: { limit: 200 } })
  const [systemId, setSystem] = useState<string>()
  const [scene, setScene] = useState('')
  const [content, setContent] = useState('')
  const run = useMutation({
    mutationFn: () =>
      client.call(verifyForeign, {
        body: { systemId: systemId ?? '', scene: scene.trim(), content: content.trim() },
      }),
  })
  const cities = new Map((items.data?.items ?? []).map((one) => [one.systemId, one.systemName]))
  return (
    <Modal
      open
      title={texts.verify}
      onCancel={onClose}
      footer={
        <Button
          type="primary"
          disabled={!systemId || !scene.trim() || !content.trim()}
          loading={run.isPending}
          onClick={() => run.mutate()}
        >
          {texts.verify}
        </Button>
      }
    >
      <ProblemNote error={run.error ?? items.error} />
      <Space direction="vertical" style={{ width: '100%' }}>
        <Select
          aria-label={texts.city}
          placeholder={texts.city}
          style={{ width: '100%' }}
          value={systemId}
          onChange={setSystem}
          options={[...cities].map(([value, label]) => ({ value, label }))}
        />
        <Input
          aria-label={texts.scene}
          placeholder={texts.scene}
          value={scene}
          onChange={(event) => setScene(event.target.value)}
        />
        <Input.TextArea
          aria-label={texts.content}
          placeholder={texts.contentHint}
          rows={5}
          value={content}
          onChange={(event) => setContent(event.target.value)}
        />
        {run.data ? (
          <Alert
            type={run.data.outcome === 'passed' ? 'success' : 'error'}
            title={texts.result(run.data.text, run.data.holder)}
            description={run.data.isOffline ? texts.offline : undefined}
          />
        ) : null}
      </Space>
    </Modal>
  )
}
