import { type DecisionModel, type DecisionTable, importDecisionModel, listDecisionModels } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Button, Checkbox, Drawer, Input, Space } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh } from '../../../app/query.ts'
import { ProblemNote } from '../parts/problem-note.tsx'
import { decisionModelTexts } from './decision-models.texts.ts'
import { blankTable, toDmn } from './decision-table.ts'
import { DrawTable } from './draw-table.tsx'

/** A table of a model in which drawing begins. */
export interface DrawnFrom {
  model: DecisionModel
  name: string
  table: DecisionTable
}

interface DrawModelProps {
  first?: DrawnFrom
  onClose: () => void
}

/** Draws a decision table and keeps it as the DMN file it amounts to. */
export function DrawModel({ first, onClose }: DrawModelProps) {
  const texts = useTexts(decisionModelTexts)
  const { message } = App.useApp()
  const [name, setName] = useState(nameOf(first))
  const [table, setTable] = useState(first?.table ?? blankTable)
  const [isInPlace, setInPlace] = useState(true)
  const old = first && first.model.retiredTime === null ? first.model : undefined
  // A model of several decisions would lose the others to the one table drawn here.
  const replaces = old?.decisions.length === 1 && isInPlace ? old.id : undefined
  const save = useMutation({
    mutationFn: () =>
      client.call(importDecisionModel, { body: { xml: toDmn(name.trim(), table), replaces } }),
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
      {old ? (
        <div style={{ marginBlockEnd: 16 }}>
          {old.decisions.length === 1 ? (
            <Checkbox checked={isInPlace} onChange={(event) => setInPlace(event.target.checked)}>
              {texts.inPlace(old.name)}
            </Checkbox>
          ) : (
            texts.besides(old.name)
          )}
        </div>
      ) : null}
      <DrawTable table={table} onChange={setTable} />
    </Drawer>
  )
}

function saveFile(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/xml' }))
  Object.assign(document.createElement('a'), { href: url, download: name }).click()
  URL.revokeObjectURL(url)
}

/** A model of one table keeps its name when that is drawn anew. */
const nameOf = (from: DrawnFrom | undefined): string =>
  (from?.model.decisions.length === 1 ? from.model.name : from?.name) ?? ''
