import {
  type DecisionModel,
  importDecisionModel,
  listDecisionModels,
  retireDecisionModel,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { RecordList } from '../registers/record-list.tsx'
import { decisionModelTexts } from './decision-models.texts.ts'
import { DrawModel, type DrawnFrom } from './draw-model.tsx'
import { TryModel } from './try-model.tsx'

/** 决策模型: tables that were drawn and DMN files that were imported, with a try at each (SOC-001). */
export function DecisionModelsPage() {
  const texts = useTexts(decisionModelTexts)
  const [drawn, setDrawn] = useState<DrawnFrom | 'new' | null>(null)
  const acts = (
    <Button type="primary" onClick={() => setDrawn('new')}>
      {texts.draw}
    </Button>
  )
  return (
    <Page title={texts.title} acts={acts}>
      <RecordList<DecisionModel>
        label={texts.model}
        operation={listDecisionModels}
        states={texts.states}
        filterLabel={texts.state}
        rowKey={(one) => one.id}
        name={(one) => one.name}
        columns={[
          { title: texts.decisions, render: (_, one) => one.decisions.map((each) => each.name).join('、') },
          { title: texts.inputs, render: (_, one) => one.inputs.map((each) => each.name).join('、') },
          { title: texts.imported, render: (_, one) => formatTime(one.importedTime) },
          {
            title: texts.state,
            render: (_, one) => (
              <StateTag tone={one.retiredTime ? 'over' : undefined}>{texts.states[stateOf(one)]}</StateTag>
            ),
          },
        ]}
        facts={(one) => [
          { label: texts.imported, value: formatTime(one.importedTime) },
          {
            label: texts.state,
            value: one.retiredTime
              ? texts.retiredSince(formatTime(one.retiredTime), one.replacedById !== null)
              : texts.states.current,
          },
          {
            label: texts.inputs,
            value: one.inputs.map((each) => `${each.name}${each.type ? `（${each.type}）` : ''}`).join('、'),
            whole: true,
          },
        ]}
        more={(one) => (
          <>
            <TryModel key={one.id} model={one} />
            {one.decisions.flatMap(({ name, table }) =>
              table ? (
                <Button key={name} onClick={() => setDrawn({ model: one, name, table })}>
                  {texts.redraw}：{name}
                </Button>
              ) : (
                []
              ),
            )}
          </>
        )}
        acts={[
          {
            ...{ label: texts.retire, danger: true, fields: [], when: (one) => one.retiredTime === null },
            run: (one) => client.call(retireDecisionModel, { params: { id: one.id } }),
          },
        ]}
        create={{
          label: texts.importIt,
          fields: [
            {
              ...{ kind: 'custom', name: 'xml', label: texts.xml, required: true, extra: texts.importWhy },
              control: <XmlInput label={texts.file} />,
            },
          ],
          run: (body: { xml: string }) => client.call(importDecisionModel, { body }),
        }}
        empty={texts.none}
      />
      {drawn ? (
        <DrawModel first={drawn === 'new' ? undefined : drawn} onClose={() => setDrawn(null)} />
      ) : null}
    </Page>
  )
}

const stateOf = (one: DecisionModel) => (one.retiredTime ? 'retired' : 'current')

/** The words of a file, chosen or pasted. */
function XmlInput({
  label,
  id,
  value,
  onChange,
}: {
  label: string
  id?: string
  value?: string
  onChange?: (xml: string) => void
}) {
  return (
    <>
      <input
        type="file"
        accept=".dmn,.xml"
        aria-label={label}
        style={{ marginBottom: 8 }}
        onChange={(event) => void event.target.files?.[0]?.text().then((text) => onChange?.(text))}
      />
      <Input.TextArea
        id={id}
        className="code"
        rows={10}
        value={value}
        onChange={(event) => onChange?.(event.target.value)}
      />
    </>
  )
}
