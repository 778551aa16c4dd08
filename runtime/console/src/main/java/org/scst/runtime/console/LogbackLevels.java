package org.scst.runtime.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.scst.runtime.console.command.LogLevels;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Levels of the log: the shipped configuration with some lines more, which the logging bundle is told to read. It offers no finer
 * door: no service of OSGi's own (LoggerAdmin), and Logback's packages are not exported. What was changed is kept in Config Admin,
 * whose content ends with the process.
 *
 * <p><i>Threading:</i> thread-safe by its lock.
 */
final class LogbackLevels implements LogLevels {
    private static final String PID = "org.ops4j.pax.logging";
    private static final String FILE = "org.ops4j.pax.logging.logback.config.file";
    private static final String LEVEL = "level.";
    private static final String OFF = "OFF";
    private static final String END = "</configuration>";

    private final ConfigurationAdmin configurations;
    private final Path shipped;
    private final Path changed;

    /**
     * @param shipped the configuration
     * @param changed where the one with more lines is written
     */
    LogbackLevels(ConfigurationAdmin configurations, Path shipped, Path changed) {
        this.configurations = configurations;
        this.shipped = shipped;
        this.changed = changed;
    }

    @Override
    public synchronized Map<String, String> changed() throws IOException {
        Map<String, String> levels = new TreeMap<>();
        Dictionary<String, Object> properties = configuration().getProperties();
        if (properties != null) {
            for (String key : Collections.list(properties.keys())) {
                if (key.startsWith(LEVEL)) {
                    levels.put(key.substring(LEVEL.length()), String.valueOf(properties.get(key)));
                }
            }
        }
        return levels;
    }

    @Override
    public synchronized BooleanSupplier change(Map<String, String> levels) throws IOException {
        String text = Files.readString(shipped);
        int end = text.lastIndexOf(END);
        if (end < 0) {
            throw new IOException(shipped + " is no configuration of Logback");
        }
        // Logback reads a file bit by bit; once it knows a name that only this one holds, at its end, it has read it.
        String mark = "scst.levels." + UUID.randomUUID();
        List<String> lines = new ArrayList<>();
        levels.forEach((logger, level) -> lines.add(
                logger.equals(ROOT)
                        ? "  <root level=\"" + level + "\"/>\n"
                        : "  <logger name=\"" + logger + "\" level=\"" + level + "\"/>\n"));
        lines.add("  <logger name=\"" + mark + "\" level=\"OFF\"/>\n");
        Files.writeString(changed, text.substring(0, end) + String.join("", lines) + text.substring(end));
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(FILE, changed.toString());
        levels.forEach((logger, level) -> properties.put(LEVEL + logger, level));
        configuration().update(properties);
        return () -> effective(mark).equals(OFF);
    }

    @Override
    public String effective(String logger) {
        Logger asked = LoggerFactory.getLogger(logger.equals(ROOT) ? Logger.ROOT_LOGGER_NAME : logger);
        if (asked.isTraceEnabled()) {
            return "TRACE";
        }
        if (asked.isDebugEnabled()) {
            return "DEBUG";
        }
        if (asked.isInfoEnabled()) {
            return "INFO";
        }
        if (asked.isWarnEnabled()) {
            return "WARN";
        }
        return asked.isErrorEnabled() ? "ERROR" : OFF;
    }

    private Configuration configuration() throws IOException {
        return configurations.getConfiguration(PID, "?");
    }
}
