import { attributes, defineDomain, text } from '@civitas/domain-kit'

/** Type of the entities that Things made freely over SensorThings are; no device model stands behind them. */
export const openThingType = 'sensing.thing'

/** The register of such Things; part of every installation, as SensorThings is. */
export const openThings = defineDomain({
  id: 'sensing',
  title: text('开放接入', 'Open access'),
  description: text(
    '经 OGC SensorThings 接口自由登记的物，没有声明的设备模型。',
    'Things registered freely over OGC SensorThings, without a declared device model.',
  ),
  icon: 'radio',
  systems: ['PLT-011'],
  entityTypes: [
    {
      id: 'thing',
      title: text('开放接入的物', 'Open thing'),
      schema: attributes({}),
      reference: { description: text('平台编号', 'Number given by the platform') },
      geometry: 'Point',
      classification: 1,
      searchFields: [],
      listColumns: [],
      icon: 'radio',
      color: '#5b8def',
    },
  ],
})
