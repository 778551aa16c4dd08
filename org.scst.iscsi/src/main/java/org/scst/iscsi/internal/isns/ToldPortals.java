package org.scst.iscsi.internal.isns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.scst.iscsi.internal.portal.AdvertisedPortals;

/**
 * The portals that a server is told of: those that SendTargets shows, by the same addresses, as far as other machines can use them. A
 * wildcard is told by the address that the server sees, loopback only to a server that is here, an address of a link never; a name by
 * the addresses that it has now.
 *
 * <p><i>Threading:</i> immutable once made.
 */
final class ToldPortals {
    /** By address as it is told: the driver's portals to which that leads. */
    private final Map<InetSocketAddress, Set<InetSocketAddress>> portals = new LinkedHashMap<>();
    /** Those that are told by their own address, so that this machine can be reached there. */
    private final List<InetAddress> own = new ArrayList<>();

    private final List<String> unresolved = new ArrayList<>();
    private final InetAddress here;

    private ToldPortals(InetAddress here) {
        this.here = here;
    }

    /**
     * Of what is bound; may wait for names to be resolved.
     *
     * @param bound wildcards among them
     * @param here this machine's address as the server sees it
     */
    static ToldPortals of(List<InetSocketAddress> bound, AdvertisedPortals advertised, InetAddress here) {
        ToldPortals told = new ToldPortals(here);
        for (InetSocketAddress portal : bound) {
            boolean wildcard = portal.getAddress().isAnyLocalAddress();
            InetSocketAddress reached = wildcard ? new InetSocketAddress(here, portal.getPort()) : portal;
            List<String> others = advertised.of(portal);
            if (others.isEmpty() && told.add(reached, reached)) {
                told.own.add(reached.getAddress());
            }
            others.forEach(text -> told.resolve(text).forEach(address -> told.add(address, reached)));
        }
        return told;
    }

    private boolean add(InetSocketAddress address, InetSocketAddress portal) {
        boolean usable = address.getAddress().isLoopbackAddress() == here.isLoopbackAddress()
                && !address.getAddress().isLinkLocalAddress();
        if (usable) {
            portals.computeIfAbsent(address, first -> new LinkedHashSet<>()).add(portal);
        }
        return usable;
    }

    /** @param text as TargetAddress writes it, with a port */
    private List<InetSocketAddress> resolve(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
        List<InetSocketAddress> addresses = new ArrayList<>();
        try {
            InetAddress[] found = InetAddress.getAllByName(host);
            // Name servers turn them round, which is no change.
            Arrays.sort(found, Comparator.comparing(InetAddress::getAddress, Arrays::compareUnsigned));
            for (InetAddress address : found) {
                addresses.add(new InetSocketAddress(address, Integer.parseInt(text.substring(colon + 1))));
            }
        } catch (UnknownHostException e) {
            unresolved.add(host);
        }
        return addresses;
    }

    /** As they are told. */
    List<InetSocketAddress> all() {
        return List.copyOf(portals.keySet());
    }

    /** Those of them that lead to some portal that is meant. */
    List<InetSocketAddress> leadingTo(Predicate<InetSocketAddress> meant) {
        return portals.entrySet().stream()
                .filter(entry -> entry.getValue().stream().anyMatch(meant))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Advertised names that have no address now. */
    List<String> unresolved() {
        return List.copyOf(unresolved);
    }

    /**
     * Where the server can tell of changes, which it does at portals only (RFC 4171 6.3.7): by which it is reached, if that is one. An
     * address that another machine translates leads to the portal alone; when there are only such, the server has to be asked.
     */
    Optional<InetAddress> notified() {
        return own.contains(here) ? Optional.of(here) : own.stream().findFirst();
    }
}
