import { type DecisionTable, importDecisionModel, listDecisionModels } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Drawer, Input, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { decisionModelTexts } from './decision-models.texts.ts'
import { blankTable, toDmn } from './decision-table.ts'
import { DrawTable } from './draw-table.tsx'

interface DrawModelProps {
  first?: { name: string; table: DecisionTable }
  onClose: () => void
}

/** Draws a decision table and keeps it as the DMN file it amounts to. */
export function DrawModel({ first, onClose }: DrawModelProps) {
  const texts = useTexts(decisionModelTexts)
  const { message } = App.useApp()
  const [name, setName] = useState(first?.name ?? '')
  const [table, setTable] = useState(first?.table ?? blankTable)
  const save = useMutation({
    mutationFn: () => client.call(importDecisionModel, { body: { xml: toDmn(name.trim(), table) } }),
    onSuccess: () => {
      void message.success(texts.kept)
      refresh(listDecisionModels)
      onClose()
    },
  })
  return (
    <Drawer
      open
      size="min(100vw, 1100px)"
      title={texts.draw}
      onClose={onClose}
      extra={
        <Space>
          <Button onClick={() => saveFile(`${name.trim() || 'decision'}.dmn`, toDmn(name.trim(), table))}>
            {texts.download}
          </Button>
          <Button
            type="primary"
            disabled={name.trim() === ''}
            loading={save.isPending}
            onClick={() => save.mutate()}
          >
            {texts.keep}
          </Button>
        </Space>
      }
    >
      <ProblemNote error={save.error} />
      <label htmlFor="drawn-name">{texts.name}</label>
      <Input
        id="drawn-name"
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.target.value)}
        style={{ marginBlock: '4px 16px' }}
      />
      <DrawTable table={table} onChange={setTable} />
    </Drawer>
  )
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/xml' }))
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}
