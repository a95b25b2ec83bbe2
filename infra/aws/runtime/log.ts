import { Logger as PowertoolsLogger } from '@aws-lambda-powertools/logger';
import { loggable, type Logger } from '../../system/log.ts';
import type { Settings } from './settings.ts';

/** Lines as CloudWatch reads them. What an error carries beside its words stays out. */
export function createLambdaLogger(service: string, logLevel: Settings['logLevel']): Logger {
  const logger = new PowertoolsLogger({ serviceName: service, logLevel });
  return {
    info: (message, fields = {}) => logger.info(message, loggable(fields)),
    warn: (message, fields = {}) => logger.warn(message, loggable(fields)),
    error: (message, fields = {}) => logger.error(message, loggable(fields)),
  };
}
