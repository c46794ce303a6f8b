import { type Connector, text } from '@civitas/domain-kit'

/** Sixteen points of the compass, degrees the wind comes from. */
const compass = [
  'N',
  'NNE',
  'NE',
  'ENE',
  'E',
  'ESE',
  'SE',
  'SSE',
  'S',
  'SSW',
  'SW',
  'WSW',
  'W',
  'WNW',
  'NW',
  'NNW',
]

/** Hourly station files; the time of a row is the beginning of its hour, in local time. */
export const connectors: readonly Connector[] = [
  {
    id: 'beijing-multi-site',
    title: text('北京多站点小时数据文件', 'Beijing multi-site hourly files'),
    source: {
      format: 'csv',
      attribution: text(
        'UCI 机器学习库 Beijing Multi-Site Air-Quality，CC BY 4.0（S. Chen，2017）',
        'UCI Machine Learning Repository, Beijing Multi-Site Air-Quality, CC BY 4.0 (S. Chen, 2017)',
      ),
      missing: ['NA', ''],
    },
    time: { columns: ['year', 'month', 'day', 'hour'], utcOffset: '+08:00' },
    into: {
      thingType: 'station',
      thingColumn: 'station',
      columns: [
        { from: 'PM2.5', to: 'pm25' },
        { from: 'PM10', to: 'pm10' },
        { from: 'SO2', to: 'so2' },
        { from: 'NO2', to: 'no2' },
        // The files give CO in µg/m³, HJ 633 wants mg/m³.
        { from: 'CO', to: 'co', multiply: 0.001 },
        { from: 'O3', to: 'o3' },
        { from: 'TEMP', to: 'temperature' },
        { from: 'PRES', to: 'pressure' },
        { from: 'DEWP', to: 'dew_point' },
        { from: 'RAIN', to: 'rain' },
        { from: 'WSPM', to: 'wind_speed' },
        {
          from: 'wd',
          to: 'wind_direction',
          codes: Object.fromEntries(compass.map((point, index) => [point, index * 22.5])),
        },
      ],
    },
  },
]
