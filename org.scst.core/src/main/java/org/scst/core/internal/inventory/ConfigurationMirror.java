package org.scst.core.internal.inventory;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;

/**
 * Follows what Config Admin holds, so that a generation reads only what has changed since the one before.
 *
 * <p><i>Threading:</i> events come on any thread and are only noted; everything else is confined to the control thread.
 */
final class ConfigurationMirror implements SynchronousConfigurationListener {
    private final ConfigurationAdmin admin;
    private final Map<String, Boolean> touched = new ConcurrentHashMap<>();
    private ConfiguredObjects objects;

    ConfigurationMirror(ConfigurationAdmin admin) {
        this.admin = admin;
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (event.getType() != ConfigurationEvent.CM_LOCATION_CHANGED) {
            touched.put(event.getPid(), event.getType() == ConfigurationEvent.CM_DELETED);
        }
    }

    /** What Config Admin holds now; after a failure everything is read anew. */
    ConfiguredObjects read() throws IOException {
        ConfiguredObjects known = objects;
        objects = null;
        if (known == null) {
            touched.clear();
            known = ConfiguredObjects.read(admin);
        } else {
            for (String pid : touched.keySet()) {
                // Forgotten before it is read: what changes meanwhile is read once more, never once too little.
                if (Boolean.TRUE.equals(touched.remove(pid))) {
                    known.remove(pid);
                } else {
                    known.put(admin.getConfiguration(pid, "?"));
                }
            }
        }
        objects = known;
        return known;
    }
}
