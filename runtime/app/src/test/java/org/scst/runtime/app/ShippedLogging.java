package org.scst.runtime.app;

import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.spi.MDCAdapter;

/**
 * Logback as the logging bundle carries it inside. Bundles see slf4j alone, and so does this room's compiler: hence by reflection.
 *
 * <p><i>Threading:</i> confined to the test's thread.
 */
final class ShippedLogging implements AutoCloseable {
    private final ILoggerFactory context;

    /** Reads a configuration, in which the given properties are set. */
    ShippedLogging(Path configuration, Map<String, String> properties) throws ReflectiveOperationException {
        Class<?> contextType = Class.forName("ch.qos.logback.classic.LoggerContext");
        context = (ILoggerFactory) contextType.getConstructor().newInstance();
        // As the logging bundle does; without it no event is written.
        contextType.getMethod("setMDCAdapter", MDCAdapter.class).invoke(context, new BasicMDCAdapter());
        for (Map.Entry<String, String> property : properties.entrySet()) {
            contextType
                    .getMethod("putProperty", String.class, String.class)
                    .invoke(context, property.getKey(), property.getValue());
        }
        Object configurator = Class.forName("ch.qos.logback.classic.joran.JoranConfigurator")
                .getConstructor()
                .newInstance();
        configurator
                .getClass()
                .getMethod("setContext", Class.forName("ch.qos.logback.core.Context"))
                .invoke(configurator, context);
        configurator.getClass().getMethod("doConfigure", File.class).invoke(configurator, configuration.toFile());
    }

    Logger logger(String name) {
        return context.getLogger(name);
    }

    @Override
    public void close() throws ReflectiveOperationException {
        context.getClass().getMethod("stop").invoke(context);
    }
}
