import { listFleet } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Form, Select } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import devices from '../devices/devices.module.css'
import { useModelTitles } from '../fleet/use-model-titles.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { Quiet } from '../parts/page.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import { ThingsSelect } from '../parts/thing-select.tsx'
import { commandsTexts } from './commands.texts.ts'
import { OrderDialog } from './send-command-dialog.tsx'

/** A batch holds at most so many devices. */
const mostThings = 5_000

/** One command for many devices of a model: chosen one by one, or all of a division. */
export function BatchCommandDialog({ onClose }: { onClose: () => void }) {
  const texts = useTexts(commandsTexts)
  const titles = useModelTitles()
  const [model, setModel] = useState<string>()
  const [division, setDivision] = useState<string>()
  const [picked, setPicked] = useState<string[]>([])
  const all = useMutation({ mutationFn: () => readAll(model ?? '', division) })
  const thingIds = all.data?.ids ?? picked
  const change = (next: () => void) => {
    all.reset()
    next()
  }
  return (
    <OrderDialog title={texts.batchSend} model={model} thingIds={thingIds} onClose={onClose}>
      <ProblemNote error={all.error} />
      <Form layout="vertical">
        <Form.Item label={texts.model} htmlFor="batch-model" required>
          <Select
            id="batch-model"
            showSearch={{ optionFilterProp: 'label' }}
            value={model}
            options={[...titles].map(([value, label]) => ({ value, label }))}
            onChange={(value) =>
              change(() => {
                setModel(value)
                setPicked([])
              })
            }
          />
        </Form.Item>
        {model === undefined ? null : (
          <Form.Item label={texts.things} htmlFor="batch-things" required>
            {all.data ? null : (
              <ThingsSelect id="batch-things" model={model} value={picked} onChange={setPicked} />
            )}
            <div className={devices.row} style={{ marginTop: 8 }}>
              <DivisionSelect value={division} onChange={(code) => change(() => setDivision(code))} />
              <Button size="small" loading={all.isPending} onClick={() => all.mutate()}>
                {texts.chooseAll}
              </Button>
              <span>{texts.chosen(formatNumber(thingIds.length))}</span>
            </div>
            {all.data?.isCut ? <Quiet>{texts.tooMany}</Quiet> : null}
          </Form.Item>
        )}
      </Form>
    </OrderDialog>
  )
}

async function readAll(model: string, division: string | undefined) {
  const ids: string[] = []
  for (;;) {
    const query = { model, ...(division ? { division } : {}), limit: 500, offset: ids.length }
    const { items, total } = await client.call(listFleet, { query })
    ids.push(...items.map((each) => each.id))
    if (ids.length >= mostThings) return { ids: ids.slice(0, mostThings), isCut: total > mostThings }
    if (items.length === 0 || ids.length >= total) return { ids, isCut: false }
  }
}
