package org.scst.runtime.console.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.scst.core.admin.ConfigurationFiles.ConfiguredObject;
import org.scst.core.admin.ConfigurationFiles.Edit;

/**
 * Where the iSCSI driver listens, as its file says, and the rule that nothing is exposed by accident.
 *
 * <p><i>Threading:</i> immutable.
 *
 * @param file of the driver, if there is one
 * @param addresses as they are written
 * @param consent whether portals may be opened to machines that nobody authenticates
 */
record Portals(Optional<ConfiguredObject> file, List<String> addresses, boolean consent) {
    private static final String PID = "org.scst.iscsi";
    private static final String KEY = "portals";
    private static final String CONSENT = "allow_unauthenticated";
    private static final String DEFAULT = "127.0.0.1:3260, [::1]:3260";

    Portals {
        addresses = List.copyOf(addresses);
    }

    static Portals of(ConfiguredObjects objects) {
        Optional<ConfiguredObject> file = objects.singleton(PID);
        Map<String, String> properties = file.map(ConfiguredObject::properties).orElse(Map.of());
        List<String> addresses = new ArrayList<>();
        for (String address : properties.getOrDefault(KEY, DEFAULT).split(",")) {
            if (!address.isBlank()) {
                addresses.add(address.strip()); // whether it is one, the driver says
            }
        }
        boolean consent = List.of("true", "yes", "1")
                .contains(properties.getOrDefault(CONSENT, "").strip().toLowerCase(Locale.ROOT));
        return new Portals(file, addresses, consent);
    }

    /** Whether it stands there. */
    boolean has(PortalName portal) {
        return written(portal).isPresent();
    }

    /**
     * What has to be written to listen there too; empty when it is so already.
     *
     * @param open whether some target is open to all initiators
     * @param agreed whether the operator agrees to that
     */
    Optional<Edit> adding(PortalName portal, boolean open, boolean agreed) throws CommandFailure {
        if (!portal.loopback() && open && !consent && !agreed) {
            throw CommandFailure.failed(
                    "other machines reach " + portal.text()
                            + ", nobody authenticates them, and a target is open to all of them",
                    "give the target an account (\"account add\"), map LUNs in initiator groups only (\"export NAME --initiator NAME\", \"groups\"),"
                            + " or agree with --allow-unauthenticated");
        }
        List<String> more = new ArrayList<>(addresses);
        if (!has(portal)) {
            more.add(portal.text());
        }
        return edit(more, agreed && !consent);
    }

    /** What has to be written to listen there no longer. */
    Optional<Edit> removing(PortalName portal) throws CommandFailure {
        String line = written(portal)
                .orElseThrow(() -> CommandFailure.failed(
                        "there is no portal " + portal.text(), "they are: " + String.join(", ", addresses)));
        List<String> fewer = new ArrayList<>(addresses);
        fewer.remove(line);
        if (fewer.isEmpty()) {
            throw CommandFailure.failed(
                    portal.text() + " is the last portal; without one no initiator reaches anything",
                    "add another first, or stop the platform");
        }
        return edit(fewer, false);
    }

    private Optional<Edit> edit(List<String> wanted, boolean agree) {
        Map<String, Optional<String>> values = new LinkedHashMap<>();
        if (!wanted.equals(addresses)) {
            values.put(KEY, Optional.of(String.join(", ", wanted)));
        }
        if (agree) {
            values.put(CONSENT, Optional.of("true"));
        }
        if (values.isEmpty()) {
            return Optional.empty();
        }
        Edit.Kind kind = file.isPresent() ? Edit.Kind.UPDATE : Edit.Kind.CREATE;
        return Optional.of(new Edit(PID, "", kind, values, "The iSCSI driver: where it listens."));
    }

    private Optional<String> written(PortalName portal) {
        return addresses.stream().filter(portal::isWritten).findFirst();
    }
}
