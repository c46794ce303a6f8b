import { defineTexts } from '@civitas/ui'

export const placeTexts = defineTexts(
  {
    map: '位置图',
    pickMap: '点地图选位置',
    noPosition: '没有位置',
  },
  {
    map: 'Map of the place',
    pickMap: 'Tap the map to choose a place',
    noPosition: 'No position',
  },
)
