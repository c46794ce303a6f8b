import * as contract from '@civitas/contract'
import { requireInScope } from '../../../kernel/access.ts'
import { notFound } from '../../../kernel/problem.ts'
import * as manage from './manage-models.ts'
import * as packs from './manage-packs.ts'

/** Device models and packs over HTTP. */
export function bindModels(parts: manage.ModelParts): void {
  const { http } = parts.kernel
  http.bind(contract.listModels, ({ query }) => manage.listModels(parts, query))
  http.bind(contract.getModel, ({ params }) => manage.getModel(parts, params.id))
  http.bind(contract.saveModelDraft, ({ params, body }, { principal }) =>
    manage.saveDraft(parts, params.id, body, principal.name),
  )
  http.bind(contract.publishModel, ({ params }) => manage.publishModel(parts, params.id))
  http.bind(contract.listPacks, () => packs.listPacks(parts))
  http.bind(contract.getPack, ({ params }) => packs.getPack(parts, params.id))
  http.bind(contract.installPack, ({ params }, { principal }) =>
    packs.installShippedPack(parts, params.id, principal.name),
  )
  http.bind(contract.uploadPack, ({ body }, { principal }) => packs.installPack(parts, body, principal.name))
  http.bind(contract.rebindThing, ({ params, body }, { principal }) => {
    const thing = parts.index.findThing(params.id)
    if (!thing) throw notFound('设备', params.id)
    requireInScope(thing.divisionCode, principal.scope)
    return manage.rebindThing(parts, params.id, body.version)
  })
}
